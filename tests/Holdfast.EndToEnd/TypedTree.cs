using Holdfast.Lab.Clusters;

namespace Holdfast.EndToEnd;

/// <summary>
/// A folder in which the commands of the source tree can be typed: what is compiled is that of the repository, and
/// what they write stays here.
/// </summary>
internal sealed class TypedTree : IDisposable
{
    /// <summary>
    /// A shell's <c>make</c>, which runs what the Makefile says except for what was done before any test: compiling,
    /// laying out the programs and getting etcd and libfaketime.
    /// </summary>
    public const string Make =
        """
        make() {
            if [ "$1" = -n ]; then command make -n -C "$TREE" "${@:2}"; return; fi
            local lines
            lines=$(command make -sn --no-print-directory -C "$TREE" "$@" \
                | sed -e '/^build\/stage\.sh/d' -e '/^build\/etcd\.sh$/d' -e '/^build\/faketime\.sh$/d' \
                    -e 's,^build/simulate\.sh,artifacts/bin/Holdfast.Simulation/release/Holdfast.Simulation,')
            eval "$lines"
        }
        """;

    private const string Scripts = "tests/Holdfast.Simulation/Scripts";

    public TypedTree()
    {
        foreach (string part in new[] { "artifacts", "packaging" })
        {
            Directory.CreateSymbolicLink(Path.Combine(Folder, part), Path.Combine(Programs.Root, part));
        }

        Directory.CreateDirectory(Path.Combine(Folder, Scripts));
        foreach (string script in Directory.EnumerateFiles(Path.Combine(Programs.Root, Scripts)))
        {
            File.Copy(script, Path.Combine(Folder, Scripts, Path.GetFileName(script)));
        }
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("hf-tree-").FullName;

    /// <summary>The programs' root is this folder; make's is the repository, and it is nobody's part.</summary>
    public (string Name, string Value)[] Variables =>
    [
        ("TREE", Programs.Root), ("HOLDFAST_ROOT", Folder), ("HOLDFAST_DIST", Programs.Dist), ("MAKEFLAGS", ""),
        ("MAKELEVEL", "0"), ("ONLY", ""),
    ];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
