import * as l10n from '@vscode/l10n';

// Before any other part of the page: some have their words as soon as they are read. Where there are none it is English.
const words = document.getElementById('words')?.textContent;
if (words) l10n.config({ contents: words });
