import {
  Body,
  ClassSerializerInterceptor,
  Controller,
  DefaultValuePipe,
  Get,
  Param,
  ParseArrayPipe,
  ParseBoolPipe,
  ParseEnumPipe,
  ParseIntPipe,
  ParseUUIDPipe,
  Post,
  Query,
  UseInterceptors,
  ValidationPipe,
} from '@nestjs/common';
import { Exclude, Expose, Type } from 'class-transformer';
import { IsInt, IsNotEmpty, IsOptional, IsString, MaxLength, Min } from 'class-validator';
import { Public } from '../../../src/auth/access/access.decorators.js';
import { CachedInterceptor, TimeoutInterceptor, TransformInterceptor } from './parts.js';

enum Colour {
  Black = 'black',
  White = 'white',
}

class CreateCatDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(10)
  name!: string;

  @IsInt()
  @Min(0)
  @IsOptional()
  @Type(() => Number)
  age?: number;
}

class UserEntity {
  id = 1;
  firstName = 'Kamil';
  lastName = 'Mysliwiec';

  @Exclude()
  password = 'hidden';

  @Expose()
  get fullName(): string {
    return `${this.firstName} ${this.lastName}`;
  }
}

/** Pipes, validation, serialization and interceptors, by docs.nestjs.com. */
@Public()
@Controller('pipes')
export class PipesController {
  @Get('int/:id')
  int(@Param('id', ParseIntPipe) id: number) {
    return { id };
  }

  @Get('uuid/:id')
  uuid(@Param('id', new ParseUUIDPipe()) id: string) {
    return { id };
  }

  @Get('query')
  query(
    @Query('page', new DefaultValuePipe(1), ParseIntPipe) page: number,
    @Query('all', new DefaultValuePipe(false), ParseBoolPipe) all: boolean,
    @Query('colour', new ParseEnumPipe(Colour, { optional: true })) colour?: Colour,
    @Query('ids', new ParseArrayPipe({ items: Number, optional: true })) ids?: number[],
  ) {
    return { page, all, colour, ids };
  }

  @Post('body')
  body(@Body() body: unknown) {
    return body;
  }

  @Post('cats')
  create(@Body(new ValidationPipe({ whitelist: true, transform: true })) cat: CreateCatDto) {
    return { cat, isCat: cat instanceof CreateCatDto };
  }

  @Post('strict')
  strict(@Body(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, errorHttpStatusCode: 422 })) cat: CreateCatDto) {
    return cat;
  }

  @Get('serialized')
  @UseInterceptors(ClassSerializerInterceptor)
  serialized() {
    return new UserEntity();
  }

  @Get('wrapped')
  @UseInterceptors(TransformInterceptor)
  wrapped() {
    return [1, 2];
  }

  @Get('cached')
  @UseInterceptors(CachedInterceptor)
  cached() {
    return 'never';
  }

  @Get('slow')
  @UseInterceptors(TimeoutInterceptor)
  slow() {
    return new Promise(() => undefined);
  }
}
