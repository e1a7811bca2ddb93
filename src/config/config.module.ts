import { type DynamicModule, Global, Module } from '@nestjs/common';
import { SETTINGS, type Settings, type SettingsPart } from './settings.js';

/** Gives every room the settings that the start has read and checked, and the parts that modules read, by their class. */
@Global()
@Module({})
export class ConfigModule {
  static with(settings: Settings, parts: readonly SettingsPart[]): DynamicModule {
    return {
      module: ConfigModule,
      providers: [
        { provide: SETTINGS, useValue: settings },
        ...settings.parts.of(parts).map(([provide, useValue]) => ({ provide, useValue })),
      ],
      exports: [SETTINGS, ...parts],
    };
  }
}
