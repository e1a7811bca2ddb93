import { Module } from '@nestjs/common';
import { Feature } from '../../../src/features/feature.js';
import { UsersModule } from '../../../src/users/users.module.js';
import { migrations } from './migrations/index.js';
import { NoteSchema } from './note.entity.js';
import { NotesController } from './notes.controller.js';
import { NotesSettings } from './notes.settings.js';
import { notesFlashes, notesTexts } from './notes.texts.js';

@Module({ imports: [UsersModule], controllers: [NotesController] })
@Feature({
  entities: [NoteSchema],
  migrations,
  settings: NotesSettings,
  texts: notesTexts,
  flashes: notesFlashes,
  events: ['note-added'],
  navigation: [{ label: 'notesLink', path: '/notes', order: 150 }],
  settingsLinks: [{ label: 'notesSettingsLink', path: '/notes/new', order: 300, audience: ({ active }) => active }],
  profileRows: [{ label: 'notesRow', order: 100, value: ({ createdAt }) => createdAt.slice(0, 10) }],
})
export class NotesModule {}
