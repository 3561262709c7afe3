/** The link that the installed app was opened with, if it was. */
export function linkGiven(): string {
  return new URLSearchParams(window.location.search).get('link') ?? '';
}
