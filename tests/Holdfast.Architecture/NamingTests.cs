using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Holdfast.Architecture;

/// <summary>Names that say nothing are not used; a namespace is its folder.</summary>
public sealed class NamingTests
{
    private static readonly string[] BannedSuffixes =
        ["Helper", "Helpers", "Util", "Utils", "Common", "Base", "Impl", "Data", "Info", "Manager"];

    private static readonly string[] CatchAlls = ["Common", "Utils", "Abstractions", "Shared"];

    [Fact]
    public void Types_HaveNames_ThatSaySomething() => Expect.NoFaults(Repository.Sources
        .SelectMany(file => file.Syntax.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
            .Select(type => (file.Path, Name: type.Identifier.Text)))
        .Where(type => BannedSuffixes.Any(suffix => type.Name.EndsWith(suffix, StringComparison.Ordinal)))
        .Select(type => $"{type.Path}: {type.Name}"));

    [Fact]
    public void Projects_AreNot_CatchAlls() => Expect.NoFaults(Repository.Projects("src")
        .Select(path => Path.GetFileNameWithoutExtension(path))
        .Where(name => CatchAlls.Any(word => name.EndsWith(word, StringComparison.Ordinal))));

    [Fact]
    public void Namespaces_AreFolders_InSource() => Expect.NoFaults(Repository.Sources
        .Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal))
        .SelectMany(file => file.Syntax.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>()
            .Select(name => (file.Path, Name: name.Name.ToString(), Expected: ExpectedNamespace(file.Path))))
        .Where(found => found.Name != found.Expected)
        .Select(found => $"{found.Path}: {found.Name} should be {found.Expected}"));

    private static string ExpectedNamespace(string path) =>
        string.Join('.', Path.GetDirectoryName(path)!.Split('/').Skip(1));
}
