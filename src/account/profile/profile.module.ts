import { Module } from '@nestjs/common';
import { Feature } from '../../features/feature.js';
import { UsersModule } from '../../users/users.module.js';
import { EditProfileController } from './edit-profile.controller.js';
import { profileFlashes, profileTexts } from './profile.texts.js';

/** Provides the page on which people choose what they are called and how the site looks for them. */
@Module({ imports: [UsersModule], controllers: [EditProfileController] })
@Feature({
  texts: profileTexts,
  flashes: profileFlashes,
  events: ['profile-changed'],
  settingsLinks: [{ label: 'editProfileLink', path: '/settings/profile', order: 50 }],
})
export class ProfileModule {}
