import { Body, Controller, Get, Module, Post, Req, Res, type Type } from '@nestjs/common';
import type { Request, Response } from 'express';
import { type LoginAtStep, LoginService } from '../../src/auth/login/login.service.js';
import { LoginStep } from '../../src/auth/login/login-steps.js';
import { CurrentPendingLogin, PendingStep } from '../../src/auth/login/pending-login.guard.js';
import { RuleList } from '../../src/forms/rule-list.js';
import { InvalidForm } from '../../src/http/errors/invalid-form.js';
import { ShownOn } from '../../src/http/errors/shown-on.decorator.js';
import { FormPipe } from '../../src/http/requests/form.pipe.js';
import { page } from '../../src/http/responses/outcome.js';
import { Field, Form } from '../../src/views/form.js';
import { Layout } from '../../src/views/layout.js';
import { type FormPageData, view } from '../../src/views/view.js';
import { type Person, register, someone } from './people.js';
import type { Visitor } from './visitor.js';

const CodePage = view<FormPageData>('Code', ({ context }) => (
  <Layout title="Code" context={context}>
    <h1>Code</h1>
    <Form action="" submit="Go on" context={context}>
      <Field name="code" label="Code" autocomplete="one-time-code" context={context} />
    </Form>
  </Layout>
));

@ShownOn(CodePage)
class CodeDto {
  @RuleList([])
  code = '';
}

/** Whom the steps ask, by account id, and whether of a restore too; how often their forms have been looked at. */
export class AskedSteps {
  readonly accounts = new Set<string>();
  alsoRestores = false;
  looks = 0;

  /** Registers somebody whom the steps ask. */
  async someoneAsked(visitor: Visitor): Promise<Person> {
    const person = someone();
    this.accounts.add((await register(visitor, person)).json['user'].id as string);
    return person;
  }

  /** A step of this name as a module of a team's: right is the code that is its name. */
  module(name: string, order: number): Type {
    const isAsked = ({ id }: { readonly id: string }) => this.accounts.has(id);
    const isAskedOnRestore = (user: { readonly id: string }) => this.alsoRestores && isAsked(user);
    const look = () => (this.looks += 1);
    class Step extends LoginStep {
      readonly name = name;
      readonly path = `/login/${name}`;
      readonly order = order;
      isDue = isAsked;
      override isDueOnRestore = isAskedOnRestore;
    }

    @PendingStep(name)
    @Controller(`login/${name}`)
    class StepController {
      constructor(private readonly logins: LoginService) {}

      @Get()
      show() {
        return page(CodePage, { next: null });
      }

      @Post()
      check(
        @Body(FormPipe) form: CodeDto,
        @CurrentPendingLogin() login: LoginAtStep,
        @Req() request: Request,
        @Res({ passthrough: true }) response: Response,
      ) {
        look();
        if (form.code !== name) throw new InvalidForm('invalid_code', form);
        return this.logins.advance(request, response, login, { method: name, at: Date.now() });
      }
    }

    @Module({ controllers: [StepController], providers: [Step] })
    class StepModule {}
    return StepModule;
  }
}
