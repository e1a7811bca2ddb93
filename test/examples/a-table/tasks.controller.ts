import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { CurrentUser } from '../../../src/auth/access/access.decorators.js';
import { FormPipe } from '../../../src/http/requests/form.pipe.js';
import { created, done, page, redirect } from '../../../src/http/responses/outcome.js';
import type { Principal } from '../../../src/users/principal/principal.js';
import { TaskDto } from './task.dto.js';
import type { Task } from './task.entity.js';
import { TaskPage, TasksPage } from './task.pages.js';
import { TasksService } from './tasks.service.js';

@Controller('tasks')
export class TasksController {
  constructor(private readonly tasks: TasksService) {}

  @Get()
  async list(@CurrentUser() { id: user }: Principal) {
    return page(TasksPage, { tasks: (await this.tasks.list(user)).map(({ id, title, due }) => ({ id, title, due })) });
  }

  @Get('new')
  write() {
    return page(TaskPage, { next: null });
  }

  @Post('new')
  async add(@Body(FormPipe) form: TaskDto, @CurrentUser() { id: user }: Principal) {
    const task = await this.tasks.add(user, form);
    return created(`/tasks/${task.id}/edit`, { task: shown(task) }, '/tasks');
  }

  @Get(':id/edit')
  async edit(@Param('id') id: string, @CurrentUser() { id: user }: Principal) {
    const task = await this.tasks.find(user, id);
    const { effort, version } = task;
    return page(
      TaskPage,
      { next: null, task: shown(task) },
      {
        values: { ...shown(task), effort: `${effort}`, version: `${version}` },
      },
    );
  }

  @Post(':id/edit')
  async change(@Param('id') id: string, @Body(FormPipe) form: TaskDto, @CurrentUser() { id: user }: Principal) {
    return redirect('/tasks', { task: shown(await this.tasks.change(user, id, form)) });
  }

  @Post(':id/delete')
  async remove(@Param('id') id: string, @CurrentUser() { id: user }: Principal) {
    await this.tasks.remove(user, id);
    return done('/tasks');
  }
}

/** An answer shows these fields and no other. */
function shown({ id, title, notes, due, effort, area, priority, tags, version }: Task) {
  return { id, title, notes, due, effort, area, priority, tags, version };
}
