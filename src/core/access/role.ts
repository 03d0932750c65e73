/** What a token's holder is: each may do what the one before may, and more (src/api/auth/permissions.ts). */
export const ROLES = ['viewer', 'supervisor', 'admin'] as const;
export type Role = (typeof ROLES)[number];
