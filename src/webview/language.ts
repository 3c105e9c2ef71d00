import * as l10n from '@vscode/l10n';

// Imported before all other modules of the page, some of which translate words as they load. Without words the page is English.
const words = document.getElementById('words')?.textContent;
if (words) l10n.config({ contents: words });
