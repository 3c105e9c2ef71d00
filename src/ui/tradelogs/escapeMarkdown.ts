/** Makes any text inert in Markdown: no link, emphasis, code, table, heading or HTML comes of it. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replaceAll(/[\\`*_{}[\]()<>#+\-.!|~&:$^=@/"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
