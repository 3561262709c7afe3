/** The read models of each context, by the folder that owns them. */
export const TABLES: Readonly<Record<string, readonly string[]>>;
