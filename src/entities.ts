import { SeriesSchema } from './sessions/remember-me/series.entity.js';
import { RevokedSessionSchema } from './users/principal/revoked-session.entity.js';
import { UserSchema } from './users/user.entity.js';

/** Every table of the product. A team adds its own here and runs `npm run migration:create`. */
export const entities = [UserSchema, RevokedSessionSchema, SeriesSchema];
