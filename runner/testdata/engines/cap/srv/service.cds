@path: '/v1.0/deviceManagement'
service DeviceManagement {
  entity deviceCategories {
    key id : UUID;
    displayName : String;
    description : String;
  }
  entity termsAndConditions {
    key id : UUID;
    createdDateTime : Timestamp @cds.on.insert: $now;
    lastModifiedDateTime : Timestamp @cds.on.insert: $now @cds.on.update: $now;
    displayName : String;
    description : String;
    title : String;
    bodyText : String;
    acceptanceStatement : String;
    version : Integer;
  }
  entity deviceManagementPartners {
    key id : UUID;
    lastHeartbeatDateTime : Timestamp;
    @assert.range
    partnerState : String enum { unknown; unavailable; enabled; terminated; rejected; unresponsive; };
    @assert.range
    partnerAppType : String enum { unknown; singleTenantApp; multiTenantApp; };
    singleTenantAppId : String;
    displayName : String;
    isConfigured : Boolean;
    whenPartnerDevicesWillBeRemovedDateTime : Timestamp;
    whenPartnerDevicesWillBeMarkedAsNonCompliantDateTime : Timestamp;
  }
}
