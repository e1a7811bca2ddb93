import { Module } from '@nestjs/common';
import { Feature } from '../../../src/features/feature.js';
import { migrations } from './migrations/index.js';
import { TaskSchema } from './task.entity.js';
import { TasksController } from './tasks.controller.js';
import { TasksService } from './tasks.service.js';

@Module({ controllers: [TasksController], providers: [TasksService] })
@Feature({ entities: [TaskSchema], migrations })
export class TasksModule {}
