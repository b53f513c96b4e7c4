import type {SecretKind} from './evidence.ts';

/** Where a secret stands in a text. */
export type SecretSpan = {readonly start: number; readonly end: number; readonly kind: SecretKind};
