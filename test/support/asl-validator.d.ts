declare module 'asl-validator' {
  /** Checks a definition; adds `QueryLanguage` to every state of what it is given. */
  export default function validate(definition: unknown): { isValid: boolean; errors: unknown[]; errorsText(): string };
}
