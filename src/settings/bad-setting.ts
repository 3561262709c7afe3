/** A setting that is not allowed, in one line for the operator. */
export class BadSetting extends Error {
  override readonly name = 'BadSetting';
}
