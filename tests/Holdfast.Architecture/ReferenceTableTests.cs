using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Holdfast.Architecture;

/// <summary>ARCHITECTURE.md's table of who may reference whom is the law for <c>src/</c>.</summary>
public sealed partial class ReferenceTableTests
{
    [Fact]
    public void EveryProject_References_OnlyWhatTheTableAllows()
    {
        IReadOnlyDictionary<string, string[]> table = ReadTable();
        var faults = new List<string>();
        foreach (string project in Repository.Projects("src"))
        {
            string name = Path.GetFileNameWithoutExtension(project);
            if (!table.TryGetValue(name, out string[]? allowed))
            {
                faults.Add($"{name} is not in the table of ARCHITECTURE.md");
                continue;
            }

            faults.AddRange(References(project).Except(allowed).Select(other => $"{name} may not reference {other}"));
        }

        Expect.NoFaults(faults);
    }

    [Fact]
    public void Table_Names_OnlyProjectsThatExist()
    {
        IEnumerable<string> projects = Repository.Projects("src")
            .Select(path => Path.GetFileNameWithoutExtension(path));
        Expect.NoFaults(ReadTable().Keys.Except(projects));
    }

    [Fact]
    public void EveryProject_IsNamed_InArchitecture()
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "ARCHITECTURE.md"));
        IEnumerable<string> missing = Repository.Projects("src").Concat(Repository.Projects("tests"))
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(name => !text.Contains($"`{name}`", StringComparison.Ordinal)
                && !text.Contains($"/{name}`", StringComparison.Ordinal));
        Expect.NoFaults(missing);
    }

    private static IEnumerable<string> References(string project) => XDocument.Load(project)
        .Descendants("ProjectReference")
        .Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/'))
        .Select(path => Path.GetFileNameWithoutExtension(path));

    private static Dictionary<string, string[]> ReadTable()
    {
        var table = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(Path.Combine(Repository.Root, "ARCHITECTURE.md")))
        {
            Match row = TableRow().Match(line);
            if (row.Success)
            {
                table[row.Groups["project"].Value] =
                    [
                        .. ReferenceName().Matches(row.Groups["references"].Value)
                            .Select(match => "Holdfast." + match.Value),
                    ];
            }
        }

        Assert.NotEmpty(table);
        return table;
    }

    [GeneratedRegex(@"^\| `src/(?<project>Holdfast\.[\w.]+)` \|[^|]*\|(?<references>[^|]*)\|")]
    private static partial Regex TableRow();

    [GeneratedRegex(@"\b[A-Z][A-Za-z.]+\b")]
    private static partial Regex ReferenceName();
}
