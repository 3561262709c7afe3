/** The browser does not let the page keep a key: nobody could come back. */
export class StorageBlocked extends Error {
  override readonly name = 'StorageBlocked';
}
