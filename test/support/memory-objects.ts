import type { ObjectStore } from '../../core/ports.ts';

/** Files in memory, as far as models need them. */
export function memoryObjects(): Pick<ObjectStore, 'put' | 'read'> & { readonly files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  return {
    files,
    put: async (key, content, { ifAbsent = false } = {}) => {
      if (ifAbsent && files.has(key)) return false;
      const chunks: Uint8Array[] = [];
      if (content instanceof Uint8Array) chunks.push(content);
      else for await (const chunk of content) chunks.push(chunk);
      files.set(key, Uint8Array.from(Buffer.concat(chunks)));
      return true;
    },
    read: async (key) => {
      const bytes = files.get(key);
      return (
        bytes &&
        (async function* () {
          yield bytes;
        })()
      );
    },
  };
}
