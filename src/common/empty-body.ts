/** The body of a call that takes none: `{}` or nothing; any field is refused. */
export class EmptyBody {}
