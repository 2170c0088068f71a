// Made by npm run build:kernels from assembly/ (56 bytes of WebAssembly). Not for editing.
/** The score kernel's module, base64. */
export const scoreWasm =
  'AGFzbQEAAAABBQFgAAF/AwIBAAUDAQAABxUCCGhlYXBCYXNlAAAGbWVtb3J5AgAKBwEFAEGACAs=';
