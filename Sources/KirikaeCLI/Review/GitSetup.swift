/// How git is told to use this program, in one repository.
enum GitSetup {
    /// Commands for a shell; they change only the configuration and the attributes of the repository that they are run in.
    static let script = """
        git config diff.kirikae.textconv 'kirikae textconv'
        git config difftool.kirikae.cmd 'kirikae diff --place "$MERGED" -- "$LOCAL" "$REMOTE"'
        git config difftool.prompt false
        attributes=$(git rev-parse --git-path info/attributes)
        mkdir -p "$(dirname "$attributes")"
        grep -qs 'diff=kirikae' "$attributes" || echo '*.yaml diff=kirikae' >> "$attributes"

        """
}
