using System.Text;
using Holdfast.Client.Errors;

namespace Holdfast.Cli.Tests;

/// <summary>Writes the list of all error codes as Markdown.</summary>
internal static class ErrorReference
{
    public static string Write()
    {
        var text = new StringBuilder("| code | HTTP | exit | means | what to do |\n|---|---|---|---|---|\n");
        foreach (ErrorMeaning each in ErrorCatalog.All)
        {
            string status = each.Status == 0 ? "-" : FormattableString.Invariant($"{each.Status}");
            int exit = ExitCodes.Of(new HoldfastException(each.Code, ""));
            text.Append($"| {each.Code} | {status} | {exit} | {each.Title} | {each.WhatToDo} |\n");
        }

        return text.ToString();
    }
}
