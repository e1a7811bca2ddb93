import { Module } from '@nestjs/common';
import { Feature } from '../../features/feature.js';
import { UsersModule } from '../../users/users.module.js';
import { migrations } from './migrations/index.js';
import { PeoplePictureController } from './people-picture.controller.js';
import { PictureData } from './picture-data.js';
import { PictureMaker } from './picture-maker.js';
import { PictureController } from './picture.controller.js';
import { PictureSchema } from './picture.entity.js';
import { pictureFlashes, pictureTexts } from './picture.texts.js';
import { PicturesService } from './pictures.service.js';

/** Provides the pictures of people: made anew, kept in the database, shown to who is signed in. */
@Module({
  imports: [UsersModule],
  controllers: [PictureController, PeoplePictureController],
  providers: [PictureData, PictureMaker, PicturesService],
})
@Feature({
  entities: [PictureSchema],
  migrations,
  texts: pictureTexts,
  flashes: pictureFlashes,
  settingsLinks: [{ label: 'pictureLink', path: '/settings/picture', order: 60 }],
})
export class PictureModule {}
