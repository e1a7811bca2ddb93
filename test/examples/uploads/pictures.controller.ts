import { createReadStream } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Body, Controller, Get, Inject, Post, StreamableFile, UploadedFile } from '@nestjs/common';
import { CurrentUser } from '../../../src/auth/access/access.decorators.js';
import { SETTINGS, type Settings } from '../../../src/config/settings.js';
import { InvalidForm } from '../../../src/http/errors/invalid-form.js';
import { AcceptsBody } from '../../../src/http/requests/accepts-body.decorator.js';
import { FormPipe } from '../../../src/http/requests/form.pipe.js';
import { page, redirect } from '../../../src/http/responses/outcome.js';
import type { Principal } from '../../../src/users/principal/principal.js';
import { PictureDto } from './picture.dto.js';
import { PicturePage } from './picture.page.js';

@Controller('picture')
export class PicturesController {
  private readonly folder: string;

  /** A real one keeps files where every instance reads them. */
  constructor(@Inject(SETTINGS) { dataDir }: Pick<Settings, 'dataDir'>) {
    this.folder = join(dataDir, 'pictures');
  }

  @Get()
  show() {
    return page(PicturePage, { next: null });
  }

  @Post()
  @AcceptsBody({ most: '10mb', types: ['multipart/form-data'] })
  async keep(
    @Body(FormPipe) form: PictureDto,
    @UploadedFile() file: Express.Multer.File | undefined,
    @CurrentUser() { id }: Principal,
  ) {
    // What a browser says of a file is only its name; whoever shows it to others looks into it first.
    if (file === undefined || file.mimetype !== 'image/png') {
      throw new InvalidForm('validation_failed', form, { picture: [{ code: 'Please choose a PNG picture' }] });
    }
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await copyFile(file.path, join(this.folder, id));
    return redirect('/picture', { title: form.title, size: file.size });
  }

  @Get('file')
  file(@CurrentUser() { id }: Principal) {
    return new StreamableFile(createReadStream(join(this.folder, id)), {
      type: 'image/png',
      disposition: 'attachment; filename="picture.png"',
    });
  }
}
