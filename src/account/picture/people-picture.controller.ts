import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { NoActivity } from '../../auth/access/access.decorators.js';
import { UnknownRoute } from '../../http/errors/unknown-route.js';
import { PicturesService } from './pictures.service.js';

@Controller('people/:id/picture')
export class PeoplePictureController {
  constructor(private readonly pictures: PicturesService) {}

  /** A page loads it, nobody asks for it: that is no activity of the person. */
  @Get()
  @NoActivity()
  async show(@Param('id') id: string, @Query('v') version: unknown, @Res({ passthrough: true }) response: Response) {
    const content = await this.pictures.find(id, version);
    if (content === null) throw new UnknownRoute();
    // Another picture has another address; no cache that people share may keep it, because only members may see it.
    response.setHeader('Cache-Control', 'private, max-age=31536000, immutable');
    response.setHeader('Content-Type', 'image/webp');
    return content;
  }
}
