/** What is done with a table: pages, service, controller, module. */
export function entityCode({ folder, file, Many, One, many, one, title }) {
  return {
    pages: `import { ButtonForm } from '../../views/button-form.js';
import { Field, Form, HiddenField } from '../../views/form.js';
import { Layout } from '../../views/layout.js';
import { type FormPageData, view } from '../../views/view.js';

interface ${Many}PageData {
  readonly ${many}: readonly { readonly id: string; readonly text: string }[];
}

export const ${Many}Page = view<${Many}PageData>('${title}', ({ data, context }) => (
  <Layout title="${title}" context={context}>
    <h1 class="h3">${title}</h1>
    <ul>
      {data.${many}.map(({ id, text }) => (
        <li key={id}>
          <a href={\`/${folder}/\${id}/edit\`}>{text}</a>
          <ButtonForm action={\`/${folder}/\${id}/delete\`} label="Delete" name={\`Delete \${text}\`} look="btn-link" user={context.user} />
        </li>
      ))}
    </ul>
    <a href="/${folder}/new">Add</a>
  </Layout>
));

/** One page for a new one and for one that is there: the form goes to the address that it stands on. */
export const ${One}Page = view<FormPageData>('${title}', ({ context }) => (
  <Layout title="${title}" section={{ title: '${title}', path: '/${folder}' }} context={context}>
    <h1 class="h3 mb-4">${title}</h1>
    <Form action={context.path} submit="Keep" context={context}>
      <HiddenField name="version" context={context} />
      <Field name="text" label="Text" autocomplete="off" autofocus context={context} />
    </Form>
  </Layout>
));
`,
    service: `import { EntityManager, LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { Problem } from '../../http/errors/problem.js';
import { isAccountId } from '../../users/user.entity.js';
import type { ${One}Dto } from './${file}.dto.js';
import { ${One} } from './${file}.entity.js';

/** Keeps what each account has written; nobody finds another's. */
@Injectable()
export class ${Many}Service {
  constructor(private readonly em: EntityManager) {}

  list(user: string): Promise<${One}[]> {
    return this.em.find(${One}, { user }, { orderBy: { id: 'desc' }, limit: 100 });
  }

  async add(user: string, { text }: ${One}Dto): Promise<${One}> {
    const ${one} = this.em.create(${One}, { user, text });
    await this.em.flush();
    return ${one};
  }

  /** Throws \`not_found\`. */
  async find(user: string, id: string): Promise<${One}> {
    // PostgreSQL answers what is no UUID with an error.
    const ${one} = isAccountId(id) ? await this.em.findOne(${One}, { id, user }) : null;
    if (${one} === null) throw new Problem('not_found');
    return ${one};
  }

  /** Throws \`not_found\`, and OptimisticLockError, which is a 409, when it has changed since it was shown. */
  async change(user: string, id: string, { text, version }: ${One}Dto): Promise<${One}> {
    const ${one} = await this.find(user, id);
    await this.em.lock(${one}, LockMode.OPTIMISTIC, Number(version));
    ${one}.text = text;
    await this.em.flush();
    return ${one};
  }

  async remove(user: string, id: string): Promise<void> {
    await this.em.remove(await this.find(user, id)).flush();
  }
}
`,
    controller: `import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { CurrentUser } from '../../auth/access/access.decorators.js';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { created, done, page, redirect } from '../../http/responses/outcome.js';
import type { Principal } from '../../users/principal/principal.js';
import { ${One}Dto } from './${file}.dto.js';
import type { ${One} } from './${file}.entity.js';
import { ${One}Page, ${Many}Page } from './${folder}.pages.js';
import { ${Many}Service } from './${folder}.service.js';

@Controller('${folder}')
export class ${Many}Controller {
  constructor(private readonly ${many}: ${Many}Service) {}

  @Get()
  async list(@CurrentUser() { id: user }: Principal) {
    return page(${Many}Page, { ${many}: (await this.${many}.list(user)).map(shown) });
  }

  @Get('new')
  write() {
    return page(${One}Page, { next: null });
  }

  @Post('new')
  async add(@Body(FormPipe) form: ${One}Dto, @CurrentUser() { id: user }: Principal) {
    const ${one} = shown(await this.${many}.add(user, form));
    return created(\`/${folder}/\${${one}.id}/edit\`, { ${one} }, '/${folder}');
  }

  @Get(':id/edit')
  async edit(@Param('id') id: string, @CurrentUser() { id: user }: Principal) {
    const ${one} = shown(await this.${many}.find(user, id));
    return page(${One}Page, { next: null, ${one} }, { values: { text: ${one}.text, version: String(${one}.version) } });
  }

  @Post(':id/edit')
  async change(@Param('id') id: string, @Body(FormPipe) form: ${One}Dto, @CurrentUser() { id: user }: Principal) {
    return redirect('/${folder}', { ${one}: shown(await this.${many}.change(user, id, form)) });
  }

  @Post(':id/delete')
  async remove(@Param('id') id: string, @CurrentUser() { id: user }: Principal) {
    await this.${many}.remove(user, id);
    return done('/${folder}');
  }
}

/** An answer shows these fields and no other. */
function shown({ id, text, version }: ${One}) {
  return { id, text, version };
}
`,
    module: `import { Module } from '@nestjs/common';
import { Feature } from '../../features/feature.js';
import { migrations } from './migrations/index.js';
import { ${One}Schema } from './${file}.entity.js';
import { ${Many}Controller } from './${folder}.controller.js';
import { ${Many}Service } from './${folder}.service.js';

@Module({ controllers: [${Many}Controller], providers: [${Many}Service] })
@Feature({ entities: [${One}Schema], migrations })
export class ${Many}Module {}
`,
  };
}
