import { Controller, Delete, Get, Header, HttpCode, Patch, Post, Put, Query, Redirect, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Public } from '../../../src/auth/access/access.decorators.js';

/** Statuses and headers, as docs.nestjs.com/controllers has them. */
@Public()
@Controller('statuses')
export class StatusesController {
  @Get()
  findAll() {
    return { all: [] };
  }

  @Post()
  create() {
    return { created: true };
  }

  @Put()
  replace() {
    return { replaced: true };
  }

  @Patch()
  update() {
    return { updated: true };
  }

  @Delete()
  @HttpCode(204)
  remove() {}

  @Post('accepted')
  @HttpCode(202)
  accept() {
    return { accepted: true };
  }

  @Post('text')
  @HttpCode(200)
  text() {
    return 'This action adds a new cat';
  }

  @Get('passthrough')
  passthrough(@Res({ passthrough: true }) response: Response) {
    response.status(203).cookie('own', '1');
    return { passed: true };
  }

  @Get('headers')
  @Header('Cache-Control', 'public, max-age=60')
  @Header('X-Own', 'yes')
  @Header('Content-Type', 'application/vnd.api+json')
  headers() {
    return { data: [] };
  }

  @Get('html')
  @Header('Content-Type', 'text/html')
  html() {
    return '<p>By hand</p>';
  }

  @Get('csv')
  @Header('Content-Type', 'text/csv')
  @Header('Content-Disposition', 'attachment; filename="cats.csv"')
  csv() {
    return 'name,age\nTom,7\n';
  }

  @Get('moved')
  @Redirect('https://nestjs.com', 301)
  moved() {}

  @Get('docs')
  @Redirect('https://docs.nestjs.com', 302)
  docs(@Query('version') version?: string) {
    return version === '5' ? { url: 'https://docs.nestjs.com/v5/', statusCode: 307 } : undefined;
  }
}
