import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../../database/unit-of-work.js';
import { AccountData } from '../../users/data/account-data.js';
import { Picture } from './picture.entity.js';

/** The picture is part of what a person gets a copy of, and goes with the account. */
@Injectable()
export class PictureData extends AccountData {
  constructor(private readonly em: EntityManager) {
    super();
  }

  async export(accountId: string): Promise<object> {
    const picture = await unitOfWork(this.em).findOne(Picture, { user: accountId });
    if (picture === null) return { picture: null };
    const { createdAt, content } = picture;
    return { picture: { createdAt, type: 'image/webp', base64: Buffer.from(content).toString('base64') } };
  }

  async erase(accountId: string, em: EntityManager): Promise<void> {
    await em.nativeDelete(Picture, { user: accountId });
  }
}
