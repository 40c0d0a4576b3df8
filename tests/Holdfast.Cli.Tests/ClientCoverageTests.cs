using System.Reflection;
using Holdfast.Client;

namespace Holdfast.Cli.Tests;

/// <summary>What the API can do, the command line can.</summary>
public sealed class ClientCoverageTests
{
    /// <summary>What machines ask of each other.</summary>
    private static readonly string[] NotForPeople =
    [
        "Machines.AuthorityKeyAsync", "Machines.JoinAsync", "Machines.RenewAsync", "Members.AgreeAsync",
        "Members.RenewAsync", "Types.DownloadPackageAsync", "Types.StorePackageAsync",
    ];

    [Fact]
    public void EveryCallOfTheClient_IsMadeBySomeCommand()
    {
        string folder = Path.Combine(GeneratedDocument.Root(), "src/Holdfast.Cli");
        string commands = string.Join('\n',
            Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        string[] unused =
        [
            .. typeof(HoldfastClient).GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.PropertyType.Name.EndsWith("Client", StringComparison.Ordinal))
                .SelectMany(property => Calls(property.PropertyType).Select(call => (property.Name, Call: call)))
                .Concat(Calls(typeof(HoldfastClient)).Select(call => ("", Call: call)))
                .Where(each => !commands.Contains($".{each.Call}(", StringComparison.Ordinal))
                .Select(each => $"{each.Item1}.{each.Call}")
                .Distinct().Order(StringComparer.Ordinal),
        ];

        Assert.True(unused.SequenceEqual(NotForPeople), string.Join(", ", unused));
    }

    private static IEnumerable<string> Calls(Type client) =>
        client.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Select(method => method.Name)
            .Where(name => name.EndsWith("Async", StringComparison.Ordinal) && name != "DisposeAsync");
}
