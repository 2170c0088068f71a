/** How functions are bundled by esbuild; the build script and CDK read it here. */
export const bundling = {
  format: 'esm',
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  /** Errors keep their class names, which logs and retries go by. */
  keepNames: true,
  /** Some packages are CommonJS inside and ask for Node's modules by `require`, which a module does not have. */
  banner: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);",
} as const;
