import Catalog

/// How all platforms are doing that a person may see.
struct StaffPlatformsPage {
    let who: StaffVisitor
    let platforms: [PlatformHealth]

    var frame: StaffFrame {
        let say = who.say
        let words = PlatformWords(say: say)
        let rows = platforms.map { health -> HTML in
            let good = health.syncs.last_good_at.map { moment -> HTML in "\(say.moment(moment))" }
            return """
                <tr><th scope="row"><a href="\(PagePath.staffPlatform(health.platform))">\
                \(health.name)</a></th><td>\(words.state(health.state))</td>\
                <td>\(good ?? say("belum pernah", "never"))</td>\
                <td class="money">\(say.count(health.syncs.held_changes))</td>\
                <td class="money">\(say.count(health.callbacks.doubtful))</td>\
                <td class="money">\(say.count(health.outbox.calls))</td></tr>
                """
        }
        return StaffFrame(
            title: say.plain("Platform", "Platforms"), section: .platforms,
            content: """
                <h1>\(say("Keadaan platform", "How the platforms are doing"))</h1>
                <div class="scroll" tabindex="0" role="region" \
                aria-label="\(say("Platform", "Platforms"))"><table>
                <thead><tr><th scope="col">\(say("Platform", "Platform"))</th>\
                <th scope="col">\(say("Keadaan", "State"))</th>\
                <th scope="col">\(say("Sinkron baik terakhir", "Last good sync"))</th>\
                <th scope="col" class="money">\(say("Ditahan", "Held"))</th>\
                <th scope="col" class="money">\(say("Meragukan, sehari", "Doubtful, a day"))</th>\
                <th scope="col" class="money">\(say("Terutang", "Owed"))</th></tr></thead>
                <tbody>\(rows)</tbody></table></div>
                """)
    }
}
