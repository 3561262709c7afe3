import { useState } from 'react';
import { baseUrl } from '../boot/boot.js';
import { KeyFileRefused, openKey, readKeyFile, type KeyFile } from '../identity/key-file.js';

/** A form that opens a key file: what is in it, and how far it is. */
export interface KeyImport {
  readonly passphrase: string;
  readonly setPassphrase: (passphrase: string) => void;
  readonly choose: (file: File | null) => Promise<void>;
  /** Opens the chosen file, and takes its key. */
  readonly use: () => Promise<void>;
  readonly isReady: boolean;
  /** The community that the file says its key is for, if it is another one. */
  readonly otherCommunity: string | undefined;
  readonly refusal: KeyFileRefused['reason'] | undefined;
  /** What else went wrong. */
  readonly failure: unknown;
  /** From 0 to 1, while a file is opened. */
  readonly progress: number | undefined;
}

/** @param take takes the key in place of the one that is here, as whom one goes on */
export function useKeyImport(take: (seed: Uint8Array<ArrayBuffer>) => Promise<void>): KeyImport {
  const [file, setFile] = useState<KeyFile>();
  const [passphrase, setPassphrase] = useState('');
  const [failure, setFailure] = useState<unknown>();
  const [progress, setProgress] = useState<number>();
  const refusal = failure instanceof KeyFileRefused ? failure.reason : undefined;
  return {
    passphrase,
    setPassphrase,
    choose: async (given) => {
      setFile(undefined);
      setFailure(undefined);
      if (!given) return;
      try {
        setFile(readKeyFile(await given.text()));
      } catch (error) {
        setFailure(error);
      }
    },
    use: async () => {
      if (!file) return;
      setFailure(undefined);
      setProgress(0);
      try {
        await take(await openKey(file, passphrase, setProgress));
      } catch (error) {
        setFailure(error);
      } finally {
        setProgress(undefined);
      }
    },
    isReady: file !== undefined && passphrase !== '',
    otherCommunity: file && file.community !== baseUrl ? file.community : undefined,
    refusal,
    failure: refusal === undefined ? failure : undefined,
    progress,
  };
}
