export {
  answerOf,
  createGatehouseClient,
  type Calls,
  type ClientOptions,
  type SessionSource,
} from './client.js';
export type { components, paths } from './generated/api.js';
export { GATEWAY_PATH, PERMISSION_BITS, type Payloads } from './generated/messages.js';
export {
  Problem,
  problemFrom,
  Unreachable,
  type FieldError,
  type ProblemCode,
  type ProblemDocument,
} from './problem.js';
export { permissionsIn, type Permission } from './permissions.js';
export type * from './views.js';
