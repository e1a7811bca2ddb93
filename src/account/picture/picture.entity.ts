import { defineEntity, p } from '@mikro-orm/core';
import { User } from '../../users/user.entity.js';

const PictureSchema = defineEntity({
  name: 'Picture',
  tableName: 'pictures',
  properties: {
    user: () => p.manyToOne(User).mapToPk().primary().deleteRule('cascade'),
    /** This is the `pictureVersion` of the account: another picture has another address. */
    version: p.string().length(22),
    /** This is a WebP that we have made ourselves, without metadata. */
    content: p.blob(),
    createdAt: p.datetime(),
  },
});

/** A row is the picture of an account, which has one or none. */
export class Picture extends PictureSchema.class {}

PictureSchema.setClass(Picture);

export { PictureSchema };
