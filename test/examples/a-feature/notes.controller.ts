import { randomUUID } from 'node:crypto';
import { EntityManager } from '@mikro-orm/core';
import { Body, Controller, Get, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { CurrentUser } from '../../../src/auth/access/access.decorators.js';
import { FormPipe } from '../../../src/http/requests/form.pipe.js';
import { Flash } from '../../../src/http/responses/flash.js';
import { created, page } from '../../../src/http/responses/outcome.js';
import { AccountEvents } from '../../../src/users/account-events.js';
import type { Principal } from '../../../src/users/principal/principal.js';
import { NoteDto } from './note.dto.js';
import { Note } from './note.entity.js';
import { NewNotePage, NotesPage } from './notes.pages.js';
import { NotesSettings } from './notes.settings.js';

@Controller('notes')
export class NotesController {
  constructor(
    private readonly em: EntityManager,
    private readonly settings: NotesSettings,
    private readonly events: AccountEvents,
    private readonly flash: Flash,
  ) {}

  @Get()
  async show(@CurrentUser() { id }: Principal) {
    const notes = await this.em.find(Note, { user: id }, { orderBy: { createdAt: 'desc' }, limit: this.settings.shown });
    return page(NotesPage, { notes: notes.map(({ text }) => text) });
  }

  @Get('new')
  write() {
    return page(NewNotePage, { next: null });
  }

  @Post()
  async add(@Body(FormPipe) { text }: NoteDto, @CurrentUser() { id }: Principal, @Req() request: Request) {
    this.em.create(Note, { id: randomUUID(), user: id, text, createdAt: new Date() });
    await this.em.flush();
    this.events.announce('note-added', { accountId: id });
    this.flash.add(request, 'noteKept');
    return created('/notes', { text }, '/notes');
  }
}
