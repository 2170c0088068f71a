const pageBytes = 65_536;
const cacheLineBytes = 64;

/**
 * Compiles a module when it is first asked for.
 *
 * @param base64 - its bytes
 * @returns what gives it; undefined where WebAssembly, or the SIMD that the module uses, is missing
 */
export function wasmModule(base64: string): () => WebAssembly.Module | undefined {
  let compiled: WebAssembly.Module | null | undefined;
  return () => {
    if (compiled === undefined) compiled = typeof WebAssembly === 'undefined' ? null : compile(base64);
    return compiled ?? undefined;
  };
}

function compile(base64: string): WebAssembly.Module | null {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return null;
    throw error;
  }
}

/** Whether a module offers its memory and these functions. By hand: the first parse by a schema takes longer than compiling. */
export function offers(exports: object, functions: readonly string[]): boolean {
  const found = new Map<string, unknown>(Object.entries(exports));
  return (
    found.get('memory') instanceof WebAssembly.Memory &&
    functions.every((name) => typeof found.get(name) === 'function')
  );
}

/** Makes a memory at least so many bytes long. @throws {RangeError} where there are not so many */
export function growTo(memory: WebAssembly.Memory, bytes: number): void {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / pageBytes);
  if (missing > 0) memory.grow(missing);
}

/**
 * Hands out places in a memory, one behind the other, each where a line of the processor's cache begins.
 *
 * @param from - the first; of other places the next such one
 */
export function allocator(from: number): (bytes: number) => number {
  let next = from;
  return (bytes) => {
    const place = Math.ceil(next / cacheLineBytes) * cacheLineBytes;
    next = place + bytes;
    return place;
  };
}
