package io.howdah.console.show;

import io.howdah.console.view.Setting;
import java.util.concurrent.CompletableFuture;

/** SHOW CONFIG: every setting. */
final class ShowConfig {

    static final ShowTable<Setting> TABLE = ShowTable.named("CONFIG", view -> CompletableFuture.completedStage(view.settings()))
            .text("key", Setting::key)
            .text("value", Setting::value)
            .text("default", Setting::defaultValue)
            .text("changeable", setting -> setting.changeable() ? "yes" : "no")
            .forStatsUsers();

    private ShowConfig() {}
}
