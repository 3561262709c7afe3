/** What one look at a community has found. */
export interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'warn' | 'fail';
  /** What was found and, unless all is well, what to do. */
  readonly message: string;
}

export function found(status: Finding['status'], check: string, message: string): Finding {
  return { check, status, message };
}
