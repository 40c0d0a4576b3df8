using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Holdfast.Architecture;

/// <summary>The few hard limits of size; what they are for stands in CONTRIBUTING.md.</summary>
public sealed class SizeTests
{
    private const int FileLimit = 400;
    private const int MethodLimit = 60;
    private const int LineLimit = 120;
    private const int ParameterLimit = 7;

    [Fact]
    public void Files_Are_Small() => Expect.NoFaults(Repository.Sources
        .Where(file => file.Lines.Length > FileLimit)
        .Select(file => $"{file.Path} has {file.Lines.Length} lines, {FileLimit} is the limit"));

    [Fact]
    public void Lines_Are_Short() => Expect.NoFaults(Repository.Sources
        .SelectMany(file => file.Lines.Select((line, index) => (file.Path, Number: index + 1, line.Length)))
        .Where(line => line.Length > LineLimit)
        .Select(line => $"{line.Path}:{line.Number} has {line.Length} characters, {LineLimit} is the limit"));

    [Fact]
    public void Methods_Are_Short() => Expect.NoFaults(Repository.Sources
        .SelectMany(file => file.Syntax.DescendantNodes().OfType<BaseMethodDeclarationSyntax>()
            .Select(method => (file.Path, Name: NameOf(method), Lines: LinesOf(method))))
        .Where(method => method.Lines > MethodLimit)
        .Select(method => $"{method.Path}: {method.Name} has {method.Lines} lines, {MethodLimit} is the limit"));

    [Fact]
    public void Constructors_TakeFewParameters() => Expect.NoFaults(Repository.Sources
        .Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal))
        .SelectMany(file => Constructors(file).Select(found => (file.Path, found.Name, found.Count)))
        .Where(constructor => constructor.Count > ParameterLimit)
        .Select(found => $"{found.Path}: {found.Name} takes {found.Count} parameters, {ParameterLimit} is the limit"));

    private static IEnumerable<(string Name, int Count)> Constructors(SourceFile file)
    {
        foreach (SyntaxNode node in file.Syntax.DescendantNodes())
        {
            if (node is ConstructorDeclarationSyntax constructor)
            {
                yield return (constructor.Identifier.Text, constructor.ParameterList.Parameters.Count);
            }
            else if (node is ClassDeclarationSyntax { ParameterList: { } list } type)
            {
                yield return (type.Identifier.Text, list.Parameters.Count);
            }
        }
    }

    private static int LinesOf(SyntaxNode node)
    {
        FileLinePositionSpan span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static string NameOf(BaseMethodDeclarationSyntax method) => method switch
    {
        MethodDeclarationSyntax named => named.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        _ => method.Kind().ToString(),
    };
}
