using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Database;

namespace Holdfast.Service.Packages;

/// <summary>Keeps a type from being unregistered while a resource of it is being created.</summary>
/// <remarks>
/// Whoever creates a resource adds <see cref="Guards"/> to the transaction. Unregistering first stores
/// <see cref="KeyOf"/>, then looks for resources, then deletes the type: a creation that commits before the key is seen
/// by
/// that look, and one that would commit after it fails on its guard. A key left behind by a crash is taken away by
/// <see cref="PackageLoop"/>.
/// </remarks>
public static class TypeUse
{
    internal const string Prefix = "requests/unregister/";

    /// <summary>The guards of a transaction that creates a resource of this type.</summary>
    public static IReadOnlyList<Transaction.Guard> Guards(Row<ResourceTypeConfig> type) =>
    [
        new(Keys.Type(type.Value.Name), type.Revision),
        new(KeyOf(type.Value.Name), 0),
    ];

    internal static string KeyOf(string type) => Prefix + type;
}
