import { Body, Controller, createParamDecorator, type DynamicModule, Module, Post, type Type, UsePipes } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.js';
import { readSettings } from '../../src/config/read-settings.js';
import { RuleList } from '../../src/forms/rule-list.js';
import { FormPipe } from '../../src/http/requests/form.pipe.js';
import { StartError } from '../../src/lifecycle/start-error.js';
import { freshStorage } from '../support/product.js';
import type { GuestbookDto } from '../examples/forms/guestbook.dto.js';

interface Note {
  title: string;
}

class NoteDto {
  @RuleList([{ code: 'Please write something', holds: (text) => text !== '' }])
  title = '';
}

class RulelessDto {
  title = '';
}

const OwnBody = createParamDecorator(() => ({}));

@Controller('imported')
class ImportedType {
  @Post()
  add(@Body(FormPipe) form: GuestbookDto) {
    return form;
  }
}

@Controller('interface')
class Interface {
  @Post()
  add(@Body() _all: unknown, @Body(FormPipe) form: Note) {
    return form;
  }
}

@Controller('union')
class Union {
  @Post()
  add(@Body(FormPipe) form: NoteDto | RulelessDto) {
    return form;
  }
}

@Controller('partial')
class PartialType {
  @Post()
  add(@Body(FormPipe) form: Partial<NoteDto>) {
    return form;
  }
}

@Controller('list')
class List {
  @Post()
  add(@Body(FormPipe) forms: NoteDto[]) {
    return forms;
  }
}

@Controller('ruleless')
class Ruleless {
  @Post()
  add(@Body(FormPipe) form: RulelessDto) {
    return form;
  }
}

@Controller('decorated')
class Decorated {
  @Post()
  add(@OwnBody(FormPipe) form: Note) {
    return form;
  }
}

abstract class Generic<Form> {
  @Post()
  add(@Body(FormPipe) form: Form) {
    return form;
  }
}

@Controller('inherited')
class Inherited extends Generic<NoteDto> {}

@Controller('everywhere')
class Everywhere {
  @Post()
  @UsePipes(FormPipe)
  add(@Body() form: NoteDto) {
    return form;
  }
}

@Controller('unasked')
class Unasked {
  @Post()
  add(@Body() form: NoteDto) {
    return form;
  }
}

const OPEN: [Type, where: RegExp][] = [
  [ImportedType, /^ImportedType\.add, parameter 1: .* DTO class.* `import { \.\.\. }`, not `import type`$/],
  [Interface, /^Interface\.add, parameter 2: .* DTO class/],
  [Union, /^Union\.add, parameter 1: .* DTO class/],
  [PartialType, /^PartialType\.add, parameter 1: .* DTO class/],
  [List, /^List\.add, parameter 1: .* DTO class/],
  [Decorated, /^Decorated\.add, parameter 1: .* DTO class/],
  [Inherited, /^Inherited\.add, parameter 1: .* DTO class/],
  [Ruleless, /^Ruleless\.add, parameter 1: RulelessDto has no rules.* @RuleList/],
  [Unasked, /^Unasked\.add, parameter 1: nobody asks the rules of NoteDto\. Write @Body\(FormPipe\)/],
  [Everywhere, /^Everywhere\.add: .*@Body\(FormPipe\) in place of @UsePipes\(FormPipe\)$/],
];

@Module({})
class TestModule {
  static with(controller: Type): DynamicModule {
    return { module: TestModule, controllers: [controller] };
  }
}

/** Why the product does not start with this controller. */
async function refusal(controller: Type): Promise<unknown> {
  const storage = await freshStorage();
  const settings = readSettings({ LOG_LEVEL: 'silent', ...storage.env });
  const error: unknown = await createApp(settings, [TestModule.with(controller)]).catch((thrown: unknown) => thrown);
  await storage.remove();
  return error;
}

describe('a form whose rules nobody could ask', () => {
  it.each(OPEN)('stops the start, which says where and what to do: %o', async (controller, where) => {
    const error = await refusal(controller);
    expect(error).toBeInstanceOf(StartError);
    expect((error as StartError).message).toMatch(where);
  });
});
