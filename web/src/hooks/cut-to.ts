/** The beginning of a text, in characters as the server counts them: `maxLength` counts some of them twice. */
export function cutTo(most: number, text: string): string {
  const characters = [...text];
  return characters.length <= most ? text : characters.slice(0, most).join('');
}
