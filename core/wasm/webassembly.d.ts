/*
 * The part of WebAssembly's own interface that the kernels use. It is the same in every engine, but TypeScript knows it
 * only together with a browser's document, which is not what `core` runs in.
 */
declare namespace WebAssembly {
  class CompileError extends Error {}

  /** Compiled code, shared by its instances. @throws {CompileError} for what is no module, or asks for too much */
  interface Module {
    readonly [Symbol.toStringTag]: string;
  }
  const Module: new (bytes: Uint8Array) => Module;

  class Instance {
    constructor(module: Module);
    readonly exports: Readonly<Record<string, unknown>>;
  }

  class Memory {
    constructor(limits: { initial: number; maximum?: number });
    /** Another buffer after each {@link Memory.grow}. */
    readonly buffer: ArrayBuffer;
    /** @param pages - of 65,536 bytes, to be added. @throws {RangeError} where there are no more */
    grow(pages: number): number;
  }

  /** Whether the bytes are a module that this engine can compile. */
  function validate(bytes: Uint8Array): boolean;
}
