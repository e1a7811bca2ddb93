/** The record of a session holds authentications, so their type stands there; steps of a login find it here. */
export type { Authentication, AuthenticationMethod } from '../../sessions/record/authentication.js';
