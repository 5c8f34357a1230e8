// Parts of a document that are made: between two comments, of which the first names the part and what makes it.
const END = '<!-- end -->';

/** The text with another content in one of its parts. @throws where the document has lost it. */
export function withBlock(text, begin, content) {
  const [before, rest] = text.split(begin);
  const end = rest?.indexOf(END) ?? -1;
  if (end < 0) throw new Error(`the document has lost the part that begins with ${begin}`);
  return `${before}${begin}\n\n${content}\n\n${rest.slice(end)}`;
}

export const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
