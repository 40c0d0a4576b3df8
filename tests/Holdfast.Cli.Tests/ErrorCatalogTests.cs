using System.Reflection;
using Holdfast.Client.Errors;

namespace Holdfast.Cli.Tests;

/// <summary>Codes and their meaning.</summary>
public sealed class ErrorCatalogTests
{
    [Fact]
    public void EveryCode_HasOneMeaning()
    {
        string[] codes = [.. typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal)];
        Assert.Equal(codes.Distinct(), codes);
        Assert.Equal(codes, ErrorCatalog.All.Select(meaning => meaning.Code));
        Assert.All(ErrorCatalog.All, meaning => Assert.EndsWith(".", meaning.WhatToDo, StringComparison.Ordinal));
    }
}
