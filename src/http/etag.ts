import type { FastifyReply } from 'fastify';

/** Sends the version of what is answered as its `ETag`, which `If-Match` takes. */
export function withTag<View extends { readonly version: number }>(
  reply: FastifyReply,
  view: View,
): View {
  void reply.header('etag', `"${view.version}"`);
  return view;
}
