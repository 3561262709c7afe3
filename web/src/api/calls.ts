import type { paths } from '@gatehouse/sdk';

type Call<Path extends keyof paths, Method extends string> = Method extends keyof paths[Path]
  ? NonNullable<paths[Path][Method]>
  : never;

/** What a list can be asked for, by its path. */
export type Query<Path extends keyof paths> =
  Call<Path, 'get'> extends { parameters: { query?: infer Asked } } ? NonNullable<Asked> : never;

/** What a call takes as its body. */
export type Body<Path extends keyof paths, Method extends 'post' | 'patch' | 'put'> =
  Call<Path, Method> extends { requestBody?: { content: { 'application/json': infer Sent } } }
    ? Sent
    : never;
