import { Controller, Get, Post, Req, UploadedFile } from '@nestjs/common';
import type { Request } from 'express';
import { CurrentUser, NotWhileImpersonating } from '../../auth/access/access.decorators.js';
import { InvalidForm } from '../../http/errors/invalid-form.js';
import { AcceptsBody } from '../../http/requests/accepts-body.decorator.js';
import { clientDisconnect } from '../../http/requests/client-disconnect.js';
import { Flash } from '../../http/responses/flash.js';
import { page, redirect } from '../../http/responses/outcome.js';
import type { Principal } from '../../users/principal/principal.js';
import { profileUser } from '../profile/profile-user.js';
import { FILE_AT_MOST, PIXELS_AT_MOST } from './picture-messages.js';
import { PictureMaker } from './picture-maker.js';
import { PictureDto } from './picture.dto.js';
import { PicturePage } from './picture.page.js';
import { PicturesService } from './pictures.service.js';

const HERE = '/settings/picture';
const TOO_LARGE = { dto: PictureDto, field: 'picture', code: 'pictureTooLarge' } as const;

@NotWhileImpersonating()
@Controller('settings/picture')
export class PictureController {
  constructor(
    private readonly pictures: PicturesService,
    private readonly maker: PictureMaker,
    private readonly flash: Flash,
  ) {}

  @Get()
  show(@CurrentUser() user: Principal) {
    return page(PicturePage, { next: null, user: profileUser(user), most: FILE_AT_MOST });
  }

  /** The body may have 64 KiB around a file of 2 MiB: what browsers and programs write between its parts. */
  @Post()
  @AcceptsBody({ most: '2112kb', types: ['multipart/form-data'], tooLarge: TOO_LARGE })
  async save(@UploadedFile() file: Express.Multer.File | undefined, @CurrentUser() user: Principal, @Req() request: Request) {
    if (file?.fieldname !== 'picture') throw refused('pictureMissing');
    if (file.size > FILE_AT_MOST) throw refused('pictureTooLarge', 'payload_too_large');
    const made = await this.maker.make(file.path, user.id, clientDisconnect(request));
    if ('refused' in made) throw refused(made.refused);
    const changed = await this.pictures.keep(user, made.picture);
    this.flash.add(request, 'pictureSaved');
    return redirect(HERE, { user: profileUser(changed) });
  }

  @Post('remove')
  async remove(@CurrentUser() user: Principal, @Req() request: Request) {
    const changed = await this.pictures.remove(user);
    this.flash.add(request, 'pictureRemoved');
    return redirect(HERE, { user: profileUser(changed) });
  }
}

function refused(code: string, problem: 'validation_failed' | 'payload_too_large' = 'validation_failed'): InvalidForm {
  const values = { most: PIXELS_AT_MOST / 1_000_000 };
  return new InvalidForm(problem, new PictureDto(), { picture: [{ code, values }] });
}
