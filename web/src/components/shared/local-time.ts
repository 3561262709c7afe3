/** A time for a field of the kind `datetime-local`: in the time of this device, to the second. */
export function localTime(iso: string | undefined): string {
  if (iso === undefined) return '';
  const time = new Date(iso);
  const shifted = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19);
}
